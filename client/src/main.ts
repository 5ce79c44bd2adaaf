import './platform/link-token.ts'
import 'element-plus/theme-chalk/base.css'
import './design/tokens.css'
import './design/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { restoreTheme } from './design/theme.ts'
import { i18n } from './messages/i18n.ts'
import { router } from './router.ts'

restoreTheme()
createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
