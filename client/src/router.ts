import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** A key of `app.screens` in the message files. */
    readonly title?: string
    /** Shown without a session. */
    readonly open?: boolean
  }
}

/** The page that measures the unit layer is not part of what is delivered. */
const bench: readonly RouteRecordRaw[] =
  import.meta.env.DEV || import.meta.env.MODE === 'bench'
    ? [
        {
          path: '/bench/units',
          component: () => import('./screens/UnitBenchScreen.vue'),
          meta: { title: 'units', open: true },
        },
      ]
    : []

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./screens/StartScreen.vue') },
    { path: '/wall', component: () => import('./screens/WallScreen.vue'), meta: { title: 'wall' } },
    { path: '/console', component: () => import('./screens/ConsoleScreen.vue'), meta: { title: 'console' } },
    { path: '/map', component: () => import('./screens/MapScreen.vue'), meta: { title: 'map' } },
    { path: '/field', component: () => import('./screens/FieldScreen.vue'), meta: { title: 'field' } },
    { path: '/admin', component: () => import('./screens/AdminScreen.vue'), meta: { title: 'admin' } },
    { path: '/login', component: () => import('./screens/LoginScreen.vue'), meta: { title: 'login' } },
    {
      path: '/styles',
      component: () => import('./screens/StyleScreen.vue'),
      meta: { title: 'styles', open: true },
    },
    ...bench,
    { path: '/:unknown(.*)*', component: () => import('./screens/LostScreen.vue') },
  ],
})
